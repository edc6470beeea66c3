import { failedOverApi } from '../../core/failed-try.ts';
import { apiHost } from '../../core/regions.ts';
import { type Attempt, type OutgoingMessage, PortError } from '../../ports.ts';
import { type Clients, call } from './clients.ts';

/** One message over the API. No retry of the SDK's: after a time-out it could send twice. */
export async function sendOverApi(
  clients: Clients,
  region: string,
  message: OutgoingMessage,
): Promise<Attempt> {
  const started = performance.now();
  const endpoint = await endpointOf(clients, region);
  const told = (
    rest: Pick<Attempt, 'ok' | 'code' | 'response' | 'messageId' | 'ambiguous'>,
  ): Attempt => ({
    via: 'api',
    ...endpoint,
    ms: Math.round(performance.now() - started),
    ...rest,
  });
  try {
    const messageId = await send(clients, message);
    return told({ ok: true, code: 200, response: `Ok ${messageId}`, messageId, ambiguous: false });
  } catch (error) {
    if (!(error instanceof PortError) || !(error.cause instanceof Error)) throw error;
    // Nobody is signed in, which is about the command; the account's state is about the message.
    if (error.reason === 'credentials' && error.errorName !== 'OptInRequired') throw error;
    return told({ ok: false, messageId: null, ...failedOverApi(error.cause) });
  }
}

/** Where the request goes: `AWS_ENDPOINT_URL` and its kin may lead elsewhere than AWS. */
async function endpointOf(
  clients: Clients,
  region: string,
): Promise<{ host: string; port: number }> {
  const { endpoint } = (await clients.sesv2Once()).config;
  const url = endpoint === undefined ? null : await endpoint();
  if (url === null) return { host: apiHost(region), port: 443 };
  return { host: url.hostname, port: url.port ?? (url.protocol === 'http:' ? 80 : 443) };
}

function send(clients: Clients, message: OutgoingMessage): Promise<string> {
  return call('ses', 'SendEmail', async () => {
    const { SendEmailCommand } = await import('@aws-sdk/client-sesv2');
    const command = new SendEmailCommand({
      FromEmailAddress: message.from,
      Destination: { ToAddresses: [...message.to] },
      Content: { Raw: { Data: message.raw } },
      ...(message.configurationSet === null
        ? {}
        : { ConfigurationSetName: message.configurationSet }),
    });
    const { MessageId } = await (await clients.sesv2Once()).send(command);
    return MessageId ?? '';
  });
}
