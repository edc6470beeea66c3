import { createHmac } from 'node:crypto';

const sign = (key: Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text, 'utf8').digest();

/**
 * The SMTP password that SES expects of an access key in a Region: version octet 4 and a Signature
 * Version 4 key over constants.
 * https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html#smtp-credentials-convert
 */
export function expectedPassword(secretAccessKey: string, region: string): string {
  const scope = ['11111111', region, 'ses', 'aws4_request', 'SendRawEmail'];
  const signature = scope.reduce(sign, Buffer.from(`AWS4${secretAccessKey}`, 'utf8'));
  return Buffer.concat([Buffer.from([4]), signature]).toString('base64');
}
