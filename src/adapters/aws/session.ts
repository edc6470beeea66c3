import type { STSClient } from '@aws-sdk/client-sts';
import type { PortError } from '../../ports/index.ts';
import { namesProxy } from '../proxy/choose.ts';
import type { AgentOptions } from '../proxy/tunnel.ts';
import { type Client, retriedForTimeAlone } from './clock-skew.ts';
import { credentialsOf } from './credentials/index.ts';
import { renewal, withUnusedProfile } from './credentials/other-identity.ts';
import type { Env, Keys } from './credentials/problem.ts';
import type { Tools } from './credentials/profile.ts';
import { findOtherRegion, refusedKeys } from './credentials/refused-keys.ts';
import { homeOf, profileName } from './credentials/shared-files.ts';
import { once } from './once.ts';
import { readSettings } from './settings.ts';
import { SILENT } from './silent.ts';

/** Milliseconds; the SDK has no limits of its own and would hang on a server that never answers. */
const LIMITS = { connectionTimeout: 3_000, requestTimeout: 15_000, throwOnRequestTimeout: true };
const MAX_ATTEMPTS = 4;
/** Who is signed in is asked before all else, so it has less time. */
const STS_LIMITS = { requestTimeout: 5_000 };
const STS_ATTEMPTS = 2;

/** Options of the SDK's HTTP handler. */
export type Handler = Readonly<Record<string, unknown>>;

export interface SessionOptions {
  readonly region: string;
  readonly profile: string | null;
  readonly mfaCode: (serial: string) => Promise<string>;
  readonly env?: Env;
  /** Shows the user something beside the result. */
  readonly note: (text: string) => void;
}

/** What sets one client apart from the usual one. */
interface Own {
  readonly region?: string;
  readonly maxAttempts?: number;
  readonly systemClockOffset?: number;
  readonly requestHandler?: Readonly<Record<string, unknown>>;
}

/** What all clients of a run share: the keys, found once, and the settings of the environment and the profile. */
export function openSession({ region, profile, mfaCode, note, env = process.env }: SessionOptions) {
  // The warning about Node 20 (from January 2027) is about this tool's dependencies, not about the user's work.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  // The SDK looks for its files in a home, and a user without an entry in passwd has none.
  process.env.HOME ||= homeOf(env);
  const settings = once(() => readSettings(profile, env, note));
  const agents = async (own: AgentOptions) => {
    const { authorities } = await settings();
    const options = authorities === null ? own : { ...own, ca: authorities };
    if (!namesProxy(env)) return { httpAgent: own, httpsAgent: options };
    const { httpAgentOf, httpsAgentOf } = await import('../proxy/tunnel.ts');
    return { httpAgent: httpAgentOf(env, options), httpsAgent: httpsAgentOf(env, options) };
  };
  const handler = once(async (): Promise<Handler> => {
    return { ...LIMITS, ...(await agents({})), logger: SILENT };
  });
  const unsigned = async (serviceId: string, own: Own = {}) => {
    const { endpointOf, maxAttempts, useFipsEndpoint, useDualstackEndpoint } = await settings();
    const endpoint = endpointOf(serviceId);
    return {
      region,
      retryMode: 'standard',
      maxAttempts: maxAttempts ?? MAX_ATTEMPTS,
      requestHandler: await handler(),
      logger: SILENT,
      useFipsEndpoint,
      useDualstackEndpoint,
      // What the profile in use sets is in `endpoint`; the SDK would look into another one after --profile.
      ignoreConfiguredEndpointUrls: true,
      ...(endpoint === null ? {} : { endpoint }),
      ...own,
    };
  };
  const openSts = async (keys: (() => Promise<Keys>) | Keys | null, at = region) => {
    const { STSClient } = await import('@aws-sdk/client-sts');
    const own = { region: at, requestHandler: { ...(await handler()), ...STS_LIMITS } };
    const { maxAttempts } = await settings();
    const config = await unsigned('STS', { ...own, maxAttempts: maxAttempts ?? STS_ATTEMPTS });
    const credentials = keys === null ? {} : { credentials: keys };
    return retriedForTimeAlone(new STSClient({ ...config, ...credentials }));
  };
  const tools = async (): Promise<Tools> => ({
    files: (await settings()).files,
    endpointOf: (await settings()).endpointOf,
    env,
    mfaCode,
    openSts: (keys) => openSts(keys),
    clientConfig: { requestHandler: await handler(), maxAttempts: STS_ATTEMPTS },
  });
  const credentials = credentialsOf(profile, tools);
  const nextDoor = once(() => findOtherRegion(region, (other) => openSts(credentials, other)));
  const explain: Explain = async (error) => {
    const { files } = await settings();
    const used = profileName(profile, env);
    const why = await refusedKeys(error, { region, renewal: renewal(used, env, files), nextDoor });
    return why === null ? null : withUnusedProfile(why, used, env, files);
  };
  return {
    config: async (serviceId: string, own?: Own) => ({
      ...(await unsigned(serviceId, own)),
      credentials,
    }),
    /** A handler that never uses an idle connection, which AWS could be closing at that moment. */
    freshHandler: async (): Promise<Handler> => ({
      ...(await handler()),
      ...(await agents({ keepAlive: false })),
    }),
    maxAttempts: async () => (await settings()).maxAttempts,
    sts: async (): Promise<STSClient> => explained(await openSts(credentials), explain),
    /** A client that says of keys that AWS refuses why it does. */
    watched: <C extends Client>(client: C): C => explained(retriedForTimeAlone(client), explain),
  };
}

type Explain = (error: Error) => Promise<PortError | null>;

function explained<C extends Client>(client: C, explain: Explain): C {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args);
      } catch (error) {
        throw error instanceof Error ? ((await explain(error)) ?? error) : error;
      }
    },
    { step: 'initialize', name: 'explainRefusedKeys' },
  );
  return client;
}
