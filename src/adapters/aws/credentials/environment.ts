import { type Env, type Keys, keysFrom } from './problem.ts';

const NAMES = {
  id: 'AWS_ACCESS_KEY_ID',
  secret: 'AWS_SECRET_ACCESS_KEY',
  token: 'AWS_SESSION_TOKEN',
};

/** Variables that name an identity; each is to be unset where another one is wanted. */
export const KEY_VARIABLES = Object.values(NAMES);

/** Keys of the environment; null where there is neither half. Throws for what cannot be used. */
export function environmentKeys(env: Env): Keys | null {
  const { AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '' } = env;
  if (id === '' && secret === '') return null;
  // The older name is read by the CLI, too.
  const token = env.AWS_SESSION_TOKEN || env.AWS_SECURITY_TOKEN || '';
  const keys = keysFrom({ id, secret, token }, NAMES, 'in the environment');
  const expires = new Date(env.AWS_CREDENTIAL_EXPIRATION ?? '');
  return Number.isNaN(expires.getTime()) ? keys : { ...keys, expiration: expires };
}
