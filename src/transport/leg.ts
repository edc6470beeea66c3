import { apiHost } from '../core/aws/regions.ts';
import type { Attempt } from '../core/sending/attempt.ts';
import {
  type FailedTry,
  failedOverApi,
  failedOverSmtp,
  NO_CONNECTION,
} from '../core/sending/delivery-failure.ts';
import type { FrozenMail } from './frozen.ts';
import type { Leg, MailTransport, TransportInfo } from './types.ts';

export type LegKind = 'smtp' | 'ses' | 'other';

/** What is read of the options of nodemailer's transports. */
interface KnownOptions {
  readonly host?: string;
  readonly port?: number | string;
  readonly secure?: boolean;
  readonly SES?: {
    readonly sesClient?: { readonly config?: SesConfig };
    readonly ses?: { readonly config?: SesConfig };
  };
}
interface SesConfig {
  readonly region?: () => Promise<string>;
  readonly endpoint?: () => Promise<{ hostname: string; port?: number; protocol?: string }>;
}

export function transportOf({ transport }: Leg): MailTransport {
  return 'transporter' in transport ? transport.transporter : transport;
}

function optionsOf(leg: Leg): KnownOptions {
  const { options } = transportOf(leg) as { options?: KnownOptions };
  return options ?? {};
}

/** Which replies it gives: SMTP codes, the SDK's errors, or those of a transport that is not known. */
export function kindOf(leg: Leg): LegKind {
  if (optionsOf(leg).SES !== undefined) return 'ses';
  return /^SMTP\b/.test(transportOf(leg).name) ? 'smtp' : 'other';
}

/** Where the leg sends to, for the trace. */
export async function placeOf(leg: Leg): Promise<{ host: string; port: number }> {
  const { host, port, secure, SES } = optionsOf(leg);
  if (SES === undefined) {
    const usual = secure === true ? 465 : kindOf(leg) === 'smtp' ? 587 : 0;
    return { host: host ?? transportOf(leg).name, port: Number(port ?? usual) };
  }
  const config = (SES.sesClient ?? SES.ses)?.config;
  const url = await config?.endpoint?.();
  if (url !== undefined)
    return { host: url.hostname, port: url.port ?? (url.protocol === 'http:' ? 80 : 443) };
  return { host: apiHost((await config?.region?.()) ?? 'unknown'), port: 443 };
}

/** One try over one leg: the attempt, and what the transport itself said. */
export interface Tried {
  readonly leg: Leg;
  readonly attempt: Attempt;
  readonly info: TransportInfo;
  readonly error: Error | null;
}

/** Hands the message to the leg once; never rejects for a failure of the leg. */
export async function tryOnce(leg: Leg, frozen: FrozenMail): Promise<Tried> {
  const place = await placeOf(leg).catch(() => ({ host: transportOf(leg).name, port: 0 }));
  const started = performance.now();
  const { mail, wasOut } = frozen.attempt();
  const { error, info } = await new Promise<{ error: Error | null; info: TransportInfo }>(
    (resolve) => {
      transportOf(leg).send(mail, (error, info) => resolve({ error, info: info ?? {} }));
    },
  ).catch((thrown: unknown): { error: Error; info: TransportInfo } => ({
    error: asError(thrown),
    info: {},
  }));
  const base = { via: leg.name, ...place, ms: Math.round(performance.now() - started) };
  if ((error ?? null) === null && kindOf(leg) === 'ses' && !info.response) {
    // A proxy answers 200 with nothing, too: whether SES took the message is not known.
    const silent = new Error('the answer holds no message id');
    const attempt = {
      ...{ ...base, ok: false, messageId: null, code: 200, response: silent.message },
      ambiguous: true,
    };
    return { leg, attempt, info, error: silent };
  }
  if (error !== null && error !== undefined) {
    const attempt = { ...base, ok: false, messageId: null, ...failedOver(leg, error, wasOut()) };
    return { leg, attempt, info, error };
  }
  return { leg, attempt: { ...base, ...accepted(leg, info) }, info, error: null };
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

function accepted(leg: Leg, { response, messageId }: TransportInfo) {
  const said = response ?? '';
  // Over the API nodemailer gives the id alone.
  const code =
    kindOf(leg) === 'ses' ? 200 : /^\d{3}\b/.test(said) ? Number(said.slice(0, 3)) : null;
  return {
    ok: true,
    code,
    response: code === 200 ? `Ok ${said}` : said,
    messageId: messageId ?? null,
    ambiguous: false,
  };
}

function failedOver(leg: Leg, error: Error, wasOut: boolean): FailedTry {
  switch (kindOf(leg)) {
    case 'smtp':
      return failedOverSmtp(error, wasOut);
    case 'ses':
      return failedOverApi(withoutTag(error));
    case 'other':
      return failedOverOther(error);
  }
}

/** nodemailer marks errors of the SDK that have no code with its own. */
function withoutTag(error: Error): Error {
  const { code } = error as { code?: unknown };
  return code === 'ESES'
    ? Object.assign(Object.create(error) as Error, { code: undefined })
    : error;
}

/** Of a transport that is not known only a refusal, or no connection at all, is certain. */
function failedOverOther(error: Error): FailedTry {
  const said = error as { responseCode?: unknown; statusCode?: unknown; status?: unknown };
  const code = [said.responseCode, said.statusCode, said.status].find(
    (each) => typeof each === 'number',
  );
  const refused = code !== undefined && code >= 400 && code < 500;
  const noConnection = NO_CONNECTION.has(String((error as { code?: unknown }).code));
  return { code: code ?? null, response: error.message, ambiguous: !refused && !noConnection };
}
