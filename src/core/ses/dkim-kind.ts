/** Who made the DKIM key of an identity, from `DkimAttributes.SigningAttributesOrigin` (SES API v2). */
export type DkimKind =
  /** Easy DKIM: SES made it. */
  | { readonly kind: 'easy' }
  /** BYODKIM: its owner gave it to SES. */
  | { readonly kind: 'own' }
  /** Deterministic Easy DKIM: it is the key of this domain's identity in the parent Region. */
  | { readonly kind: 'replica'; readonly parent: string };

export function dkimKind(origin: string): DkimKind {
  if (origin === 'EXTERNAL') return { kind: 'own' };
  const parent = /^AWS_SES_(.+)$/.exec(origin)?.[1];
  if (parent === undefined) return { kind: 'easy' };
  return { kind: 'replica', parent: parent.toLowerCase().replaceAll('_', '-') };
}

/** `2048-bit keys` for `RSA_2048_BIT`; null where SES does not say. */
export function keyBits(keyLength: string | null): number | null {
  const bits = /^RSA_(\d+)_BIT$/.exec(keyLength ?? '')?.[1];
  return bits === undefined ? null : Number(bits);
}
