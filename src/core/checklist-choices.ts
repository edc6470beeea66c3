import type { Choices } from './checklist.ts';
import { parseBareAddress, parseSenders } from './parse/address.ts';
import { parseConfigurationSet, parseHostedZoneId, parseTopic } from './parse/aws-names.ts';
import { parseDomain } from './parse/domain.ts';
import { parseUserName } from './parse/iam.ts';

/** What a value may be: one of `values`, or a text that `parse` takes; it throws Failure `usage/…`. */
type Rule<Value> =
  | { readonly values: readonly Value[] }
  | { readonly parse: (text: string) => string };

/**
 * The one check of each choice. The flag's input and the reader of the checklist both take it from here, so that
 * a file, which a pull request can change, gets nothing past the flags.
 */
export const CHOICES = {
  mailFrom: { parse: parseDomain },
  onMxFailure: { values: ['default', 'reject'] },
  configurationSet: { parse: parseConfigurationSet },
  eventsTopic: { parse: parseTopic },
  dkimKeyLength: { values: ['1024', '2048'] },
  dns: { values: ['auto', 'route53', 'cloudflare', 'manual'] },
  hostedZoneId: { parse: parseHostedZoneId },
  dmarc: { values: ['none', 'quarantine', 'reject'] },
  dmarcRua: { parse: parseBareAddress },
  smtpUser: { parse: parseUserName },
  senders: { parse: parseSenders },
  senderScope: { values: ['any', 'identity'] },
  sendsBy: { values: ['api', 'smtp', 'both'] },
} as const satisfies { readonly [Key in keyof Choices]-?: Rule<NonNullable<Choices[Key]>> };
