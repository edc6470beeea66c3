import { AwsError } from '../errors.ts';

export function noSuchEntity(message: string): AwsError {
  return new AwsError('NoSuchEntity', 404, message);
}

export function noSuchUser(name: string): AwsError {
  return noSuchEntity(`The user with name ${name} cannot be found.`);
}

export function limitExceeded(message: string): AwsError {
  return new AwsError('LimitExceeded', 409, message);
}

export function deleteConflict(message: string): AwsError {
  return new AwsError('DeleteConflict', 409, message);
}
