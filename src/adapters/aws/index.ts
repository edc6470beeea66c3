import type { AwsPorts } from '../../ports/index.ts';
import { addressPart } from './addresses.ts';
import { type AwsOptions, createClients } from './clients.ts';
import { cloudWatchPort } from './cloudwatch.ts';
import { configurationSetPart } from './configuration-set.ts';
import { eventBridgePort } from './event-bridge.ts';
import { eventSettingsPart } from './event-settings.ts';
import { iamPort } from './iam.ts';
import { route53Port } from './route53.ts';
import { secretStores } from './secret-stores.ts';
import { sesPart } from './ses.ts';
import { simulator } from './simulate.ts';
import { snsPort } from './sns.ts';
import { sqsPort } from './sqs.ts';
import { stsPort } from './sts.ts';

/** One port a service, over the AWS SDK and the same credentials; nothing is loaded before the first call. */
export function createAws(options: AwsOptions): AwsPorts {
  const clients = createClients(options);
  return {
    sts: stsPort(clients),
    ses: {
      ...sesPart(clients, options.region),
      ...addressPart(clients),
      ...configurationSetPart(clients),
      ...eventSettingsPart(clients),
    },
    iam: iamPort(clients),
    simulator: simulator(clients),
    route53: route53Port(clients),
    secrets: secretStores(clients),
    sns: snsPort(clients),
    sqs: sqsPort(clients),
    cloudWatch: cloudWatchPort(clients),
    eventBridge: eventBridgePort(clients),
  };
}
