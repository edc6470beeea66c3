/** Someone whose keys AWS knows. */
export interface Principal {
  readonly keyId: string;
  readonly secret: string;
  /** Temporary keys are known only with it. */
  readonly token: string | null;
  readonly account: string;
  readonly arn: string;
  /** The Regions that know the keys: of its partition, and enabled. */
  readonly regions: RegExp;
  readonly expired: boolean;
}

/** A role, and whom its trust policy lets assume it. */
export interface Role {
  readonly arn: string;
  /** ARNs of principals, or subjects of web identity tokens. */
  readonly trusts: readonly string[];
  readonly externalId?: string;
  /** Serial number of the device whose codes it wants. */
  readonly mfa?: string;
}

/** One request, as the front understood it. */
export interface Seen {
  /** `sts`, `ses`, `portal.sso`, `oidc`, `instance`, `container`. */
  readonly service: string;
  readonly operation: string;
  /** Of the signature; null where there is none. */
  readonly region: string | null;
  /** ARN of who signed; null where nobody did, or the keys are not known. */
  readonly by: string | null;
  readonly status: number;
}

export interface State {
  readonly principals: Map<string, Principal>;
  readonly roles: Map<string, Role>;
  /** Codes of MFA devices that were not used yet. */
  readonly mfaCodes: Set<string>;
  /** Web identity tokens by value, with their subject. */
  readonly webTokens: Map<string, string>;
  /** Access tokens of IAM Identity Center, with the permission sets assigned: `ACCOUNT/ROLE`. */
  readonly ssoTokens: Map<string, readonly string[]>;
  /** What OIDC gives for a refresh token. */
  readonly refreshTokens: Map<string, string>;
  /** ARN of the role of the instance; null: it has none. */
  instanceRole: string | null;
  /** ARN of the role of the task, given out for this Authorization header. */
  container: { readonly role: string; readonly authorization: string } | null;
  /** What STS does with GetCallerIdentity. */
  sts: 'answers' | 'fails' | 'hangs';
  /** Names of operations answered 503 in plain text, as a load balancer does. */
  readonly plain503: Set<string>;
}
