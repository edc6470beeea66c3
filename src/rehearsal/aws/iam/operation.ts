import { AwsError } from '../errors.ts';
import { page } from '../page.ts';
import { type QueryOperation, queryOperation } from '../query.ts';
import type { Call } from '../service.ts';
import { list, type Members, number, type Read, required, struct, text } from '../shape.ts';
import type { XmlValue } from '../xml.ts';
import { noSuchUser } from './errors.ts';
import type { IamStore, User } from './store.ts';

/** User names of IAM: at most 64 of `\w+=,.@-`. */
export const userName = text({ min: 1, max: 64 });
export const policyName = text({ min: 1, max: 128 });
export const keyId = text({ min: 16, max: 128, pattern: /^\w+$/ });
export const tags = list(
  struct({
    Key: required(text({ min: 1, max: 128 })),
    Value: required(text({ max: 256 })),
  }),
  { max: 50 },
);
export const paging = { Marker: text({ min: 1, max: 320 }), MaxItems: number() };

/** IAM's own words for characters that a name cannot hold. */
export function checkName(member: string, value: string): void {
  if (/^[\w+=,.@-]+$/.test(value)) return;
  throw new AwsError(
    'ValidationError',
    400,
    `The specified value for ${member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-`,
  );
}

export function findUser(iam: IamStore, name: string): User {
  checkName('userName', name);
  const user = iam.user(name);
  if (!user) throw noSuchUser(name);
  return user;
}

export function iso(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}/, '');
}

/** `UserName` left out means the caller. */
function named(input: { readonly UserName: string | undefined }, call: Call): string {
  return input.UserName ?? call.principal.user.name;
}

/** An operation on one user; IAM judges it on the user's ARN. */
export function userOperation<S extends Members & { readonly UserName: typeof userName }>(
  iam: IamStore,
  name: string,
  input: S,
  run: (input: Read<S>, user: string, call: Call) => XmlValue,
): QueryOperation {
  const nameOf = (read: Read<S>, call: Call) =>
    named({ UserName: userName.read(read.UserName, 'userName', []) }, call);
  return queryOperation({
    name,
    input,
    action: `iam:${name}`,
    invalid: 'ValidationError',
    resource: (read, call) => `arn:aws:iam::${iam.accountId}:user/${nameOf(read, call)}`,
    run: (read, call) => run(read, nameOf(read, call), call),
  });
}

/** One page of a list with IAM's marks around it. */
export function listed<T>(
  name: string,
  all: readonly T[],
  paging: { readonly Marker: string | undefined; readonly MaxItems: number | undefined },
  write: (item: T) => XmlValue,
): XmlValue {
  const found = page(all, paging.MaxItems ?? 100, paging.Marker);
  if (!found) throw new AwsError('ValidationError', 400, 'Invalid Marker.');
  return {
    [name]: { member: found.items.map(write) },
    IsTruncated: found.next !== undefined,
    Marker: found.next,
  };
}
