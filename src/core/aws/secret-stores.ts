export type StoreName = (typeof STORES)[number];

/** Stores of secrets in AWS: Systems Manager Parameter Store, Secrets Manager. */
export const STORES = ['ssm', 'secrets-manager'] as const;
