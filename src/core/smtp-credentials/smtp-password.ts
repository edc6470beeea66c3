import { createHmac } from 'node:crypto';
import { Secret } from '../model/secret.ts';

/**
 * The SMTP password for a secret access key, 44 characters, good in this one Region (SES Developer Guide,
 * smtp-credentials, "Obtaining Amazon SES SMTP credentials by converting existing AWS credentials").
 * The user name is the access key id.
 */
export function smtpPassword(secret: Secret, region: string): Secret {
  const scope = ['11111111', region, 'ses', 'aws4_request', 'SendRawEmail'];
  const signature = scope.reduce(
    (key, part) => createHmac('sha256', key).update(part, 'utf8').digest(),
    Buffer.from(`AWS4${secret.reveal()}`, 'utf8'),
  );
  const version = Buffer.from([0x04]);
  return new Secret(Buffer.concat([version, signature]).toString('base64'));
}

/** Keys of STS begin with ASIA (IAM User Guide, unique identifiers); SMTP refuses passwords made from them. */
export function looksLikeTemporaryKey(id: string): boolean {
  return id.startsWith('ASIA');
}
