/** An e-mail address identity as SES tells it (SESv2 API, GetEmailIdentity). */
export interface AddressIdentity {
  readonly address: string;
  /** May be used now; true also where its domain is verified and nobody clicked the link. */
  readonly usable: boolean;
  /** PENDING, SUCCESS, FAILED, TEMPORARY_FAILURE or NOT_STARTED. */
  readonly status: string;
  readonly configurationSet: string | null;
  readonly tags: readonly Tag[];
  /** Custom MAIL FROM domain of the address itself. */
  readonly mailFrom: string | null;
  /** Names of sending authorization policies. */
  readonly policies: readonly string[];
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}
