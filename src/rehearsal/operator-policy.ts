import { readFileSync } from 'node:fs';
import { AwsError } from './aws/errors.ts';
import { readPolicy } from './aws/policy.ts';

/** The policy document in a file, checked as IAM checks it. Throws RangeError that says what is wrong. */
export function readOperatorPolicy(path: string): string {
  try {
    const document = readFileSync(path, 'utf8');
    readPolicy(document);
    return document;
  } catch (error) {
    if (error instanceof AwsError)
      throw new RangeError(`no policy in ${path}: ${error.message.replace(/\.$/, '')}`);
    if (error instanceof Error && 'code' in error)
      throw new RangeError(`no file ${path} to read (${String(error.code)})`);
    throw error;
  }
}
