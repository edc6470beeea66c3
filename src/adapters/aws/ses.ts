import type { GetAccountResponse, GetEmailIdentityResponse } from '@aws-sdk/client-sesv2';
import type { Identity, SesAccount } from '../../core/world.ts';
import type { Aws } from '../../ports.ts';
import { type Clients, call, callOrNull } from './clients.ts';
import { sendOverApi } from './send.ts';

type SesPart = Pick<
  Aws,
  | 'account'
  | 'identity'
  | 'createIdentity'
  | 'putMailFrom'
  | 'putDkimSigningEnabled'
  | 'startEasyDkim'
  | 'putConfigurationSet'
  | 'putAccountDetails'
  | 'sendEmail'
>;

const sdk = () => import('@aws-sdk/client-sesv2');

/** SESv2, one method an operation. */
export function sesPart(clients: Clients, region: string): SesPart {
  return {
    account: () =>
      call('ses', 'GetAccount', async () => {
        const { GetAccountCommand } = await sdk();
        return toAccount(await (await clients.sesv2()).send(new GetAccountCommand({})));
      }),
    identity: (name) =>
      callOrNull('ses', 'GetEmailIdentity', 'NotFoundException', async () => {
        const { GetEmailIdentityCommand } = await sdk();
        const command = new GetEmailIdentityCommand({ EmailIdentity: name });
        return toIdentity(name, await (await clients.sesv2()).send(command));
      }),
    createIdentity: ({ domain, keyLength, configurationSet }) =>
      call('ses', 'CreateEmailIdentity', async () => {
        const { CreateEmailIdentityCommand } = await sdk();
        const command = new CreateEmailIdentityCommand({
          EmailIdentity: domain,
          DkimSigningAttributes: { NextSigningKeyLength: `RSA_${keyLength}_BIT` },
          ...(configurationSet === null ? {} : { ConfigurationSetName: configurationSet }),
        });
        await (await clients.sesv2()).send(command);
      }),
    putMailFrom: (domain, mailFrom, behavior) =>
      call('ses', 'PutEmailIdentityMailFromAttributes', async () => {
        const { PutEmailIdentityMailFromAttributesCommand } = await sdk();
        const command = new PutEmailIdentityMailFromAttributesCommand({
          EmailIdentity: domain,
          MailFromDomain: mailFrom,
          BehaviorOnMxFailure:
            behavior === 'REJECT_MESSAGE' ? 'REJECT_MESSAGE' : 'USE_DEFAULT_VALUE',
        });
        await (await clients.sesv2()).send(command);
      }),
    putDkimSigningEnabled: (domain, enabled) =>
      call('ses', 'PutEmailIdentityDkimAttributes', async () => {
        const { PutEmailIdentityDkimAttributesCommand } = await sdk();
        const command = new PutEmailIdentityDkimAttributesCommand({
          EmailIdentity: domain,
          SigningEnabled: enabled,
        });
        await (await clients.sesv2()).send(command);
      }),
    startEasyDkim: (domain, keyLength) =>
      call('ses', 'PutEmailIdentityDkimSigningAttributes', async () => {
        const { PutEmailIdentityDkimSigningAttributesCommand } = await sdk();
        const command = new PutEmailIdentityDkimSigningAttributesCommand({
          EmailIdentity: domain,
          SigningAttributesOrigin: 'AWS_SES',
          SigningAttributes: { NextSigningKeyLength: `RSA_${keyLength}_BIT` },
        });
        await (await clients.sesv2()).send(command);
      }),
    putConfigurationSet: (domain, name) =>
      call('ses', 'PutEmailIdentityConfigurationSetAttributes', async () => {
        const { PutEmailIdentityConfigurationSetAttributesCommand } = await sdk();
        const command = new PutEmailIdentityConfigurationSetAttributesCommand({
          EmailIdentity: domain,
          ConfigurationSetName: name,
        });
        await (await clients.sesv2()).send(command);
      }),
    putAccountDetails: (details) =>
      call('ses', 'PutAccountDetails', async () => {
        const { PutAccountDetailsCommand } = await sdk();
        const command = new PutAccountDetailsCommand({
          MailType: details.mailType,
          WebsiteURL: details.websiteUrl,
          ContactLanguage: details.contactLanguage,
          UseCaseDescription: details.useCase,
          AdditionalContactEmailAddresses: [...details.contacts],
          ProductionAccessEnabled: true,
        });
        await (await clients.sesv2()).send(command);
      }),
    sendEmail: (message) => sendOverApi(clients, region, message),
  };
}

function toAccount(response: GetAccountResponse): SesAccount {
  const { SendQuota: quota, Details: details, PricingAttributes: plan } = response;
  return {
    productionAccess: response.ProductionAccessEnabled ?? false,
    sendingEnabled: response.SendingEnabled ?? false,
    enforcement: response.EnforcementStatus ?? 'unknown',
    quota: {
      max24Hour: quota?.Max24HourSend ?? 0,
      maxRate: quota?.MaxSendRate ?? 0,
      sent24Hour: quota?.SentLast24Hours ?? 0,
    },
    details:
      details === undefined
        ? null
        : {
            mailType: details.MailType ?? null,
            websiteUrl: details.WebsiteURL ?? null,
            contactLanguage: details.ContactLanguage ?? null,
            contacts: details.AdditionalContactEmailAddresses ?? [],
            review: details.ReviewDetails?.Status ?? null,
            caseId: details.ReviewDetails?.CaseId ?? null,
          },
    plan:
      plan === undefined
        ? null
        : { current: plan.CurrentPlan ?? null, next: plan.NextPlan ?? null },
  };
}

function toIdentity(name: string, response: GetEmailIdentityResponse): Identity {
  const { DkimAttributes: dkim, MailFromAttributes: mailFrom, VerificationInfo: info } = response;
  return {
    name,
    type: response.IdentityType ?? 'DOMAIN',
    verifiedForSending: response.VerifiedForSendingStatus ?? false,
    verificationStatus: response.VerificationStatus ?? 'NOT_STARTED',
    dkim: {
      signingEnabled: dkim?.SigningEnabled ?? false,
      status: dkim?.Status ?? 'NOT_STARTED',
      tokens: dkim?.Tokens ?? [],
      signingHostedZone: dkim?.SigningHostedZone ?? null,
      origin: dkim?.SigningAttributesOrigin ?? 'AWS_SES',
      currentKeyLength: dkim?.CurrentSigningKeyLength ?? null,
      nextKeyLength: dkim?.NextSigningKeyLength ?? null,
    },
    mailFrom: {
      domain: mailFrom?.MailFromDomain ?? null,
      status: mailFrom?.MailFromDomainStatus ?? null,
      behaviorOnMxFailure: mailFrom?.BehaviorOnMxFailure ?? 'USE_DEFAULT_VALUE',
    },
    configurationSet: response.ConfigurationSetName ?? null,
    verification: {
      errorType: info?.ErrorType ?? null,
      lastChecked: info?.LastCheckedTimestamp?.toISOString() ?? null,
      lastSuccess: info?.LastSuccessTimestamp?.toISOString() ?? null,
      soaSerial: info?.SOARecord?.SerialNumber ?? null,
    },
  };
}
