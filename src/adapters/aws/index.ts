import type { Aws } from '../../ports/index.ts';
import { addressPart } from './addresses.ts';
import { type AwsOptions, createClients } from './clients.ts';
import { configurationSetPart } from './configuration-set.ts';
import { iamPart } from './iam.ts';
import { route53Part } from './route53.ts';
import { secretStorePart } from './secret-stores.ts';
import { sesPart } from './ses.ts';
import { simulatePart } from './simulate.ts';

/** SES, IAM, STS and Route 53 through the AWS SDK; nothing is loaded before the first call. */
export function createAws(options: AwsOptions): Aws {
  const clients = createClients(options);
  return {
    ...sesPart(clients, options.region),
    ...addressPart(clients),
    ...configurationSetPart(clients),
    ...iamPart(clients),
    ...route53Part(clients),
    ...secretStorePart(clients),
    ...simulatePart(clients),
  };
}
