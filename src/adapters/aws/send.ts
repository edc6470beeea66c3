import { apiHost } from '../../core/aws/regions.ts';
import { failedOverApi } from '../../core/sending/delivery-failure.ts';
import { type Attempt, type OutgoingMessage, PortError } from '../../ports/index.ts';
import { type Clients, call } from './clients.ts';

/** One message over the API. No retry of the SDK's: after a time-out it could send twice. */
export async function sendOverApi(
  clients: Clients,
  region: string,
  message: OutgoingMessage,
): Promise<Attempt> {
  const started = performance.now();
  const place: ApiServer = { host: apiHost(region), port: 443 };
  const told = (
    rest: Pick<Attempt, 'ok' | 'code' | 'response' | 'messageId' | 'ambiguous'>,
  ): Attempt => ({ via: 'api', ...place, ms: Math.round(performance.now() - started), ...rest });
  try {
    const messageId = await send(clients, message, place);
    // A proxy answers 200 with nothing, too: then it is not known whether SES took the message.
    return messageId === ''
      ? told({ ok: false, code: 200, response: NO_ID, messageId: null, ambiguous: true })
      : told({ ok: true, code: 200, response: `Ok ${messageId}`, messageId, ambiguous: false });
  } catch (error) {
    if (!(error instanceof PortError) || !(error.cause instanceof Error)) throw error;
    // Nobody is signed in, which is about the command; the account's state is about the message.
    if (error.reason === 'credentials' && error.errorName !== 'OptInRequired') throw error;
    return told({ ok: false, messageId: null, ...failedOverApi(error.cause) });
  }
}

type ApiServer = Pick<Attempt, 'host' | 'port'>;

const NO_ID = 'the answer holds no message id';

/** `place` becomes where the request goes: `AWS_ENDPOINT_URL` and its kin may lead elsewhere than AWS. */
function send(clients: Clients, message: OutgoingMessage, place: ApiServer): Promise<string> {
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
    command.middlewareStack.add(
      (next) => (args) => {
        Object.assign(place, placeOf(args.request));
        return next(args);
      },
      { step: 'finalizeRequest' },
    );
    const { MessageId } = await (await clients.sesv2Once()).send(command);
    return MessageId ?? '';
  });
}

/** The SDK's HttpRequest. */
function placeOf(request: unknown): Partial<ApiServer> {
  const { hostname, port, protocol } = request as Record<string, unknown>;
  if (typeof hostname !== 'string') return {};
  const usual = protocol === 'http:' ? 80 : 443;
  return { host: hostname, port: typeof port === 'number' ? port : usual };
}
