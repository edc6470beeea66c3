import type { Publisher } from '../sns/store.ts';

/** SES as the caller of SNS, on behalf of a configuration set or an identity (`sourceArn`). */
export function sesAs(accountId: string, sourceArn: string): Publisher {
  return {
    principal: 'ses.amazonaws.com',
    context: { 'AWS:SourceAccount': accountId, 'AWS:SourceArn': sourceArn },
  };
}
