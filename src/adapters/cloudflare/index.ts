import type { Secret } from '../../core/model/secret.ts';
import type { HostedZone, RecordSet } from '../../core/records/facts.ts';
import type { Publisher } from '../../ports/index.ts';
import type { Env } from '../proxy/choose.ts';
import { fetchIn } from '../proxy/fetch.ts';
import { checkToken, portError, unusable } from './errors.ts';
import { batchOf, setsFrom } from './records.ts';

/** Milliseconds. */
const TIMEOUT = 15_000;
/** The client waits as long as `retry-after` says, else half a second and longer. */
const MAX_RETRIES = 3;
/** The most that the API gives on a page (API reference, Zones and DNS Records, 2026-11). */
const ZONES_A_PAGE = 50;
const RECORDS_A_PAGE = 100;

export interface CloudflareOptions {
  readonly token: Secret;
  /** null: Cloudflare's own. */
  readonly baseUrl: string | null;
  /** Names the proxy, if there is one. */
  readonly env: Env;
}

/** Cloudflare's DNS through its API client; nothing is loaded before the first call. */
export function createCloudflare(options: CloudflareOptions): Publisher {
  const client = once(() => connect(options));
  const call = <T>(method: string, run: () => Promise<T>): Promise<T> =>
    run().catch((error: unknown) => {
      throw portError(error, method, options.token);
    });
  return {
    hostedZones: (name) =>
      call('zones.list', async () => {
        const { zones } = await client();
        const found = await everyPage(ZONES_A_PAGE, (page) =>
          zones.list({ name, per_page: ZONES_A_PAGE, page }),
        );
        return found.map(toHostedZone).filter((zone) => zone.name === name);
      }),
    recordSets: (zoneId, names) =>
      call('dns.records.list', async () => {
        const { dns } = await client();
        const sets: RecordSet[] = [];
        for (const name of names) {
          const records = await everyPage(RECORDS_A_PAGE, (page) =>
            dns.records.list({
              zone_id: zoneId,
              name: { exact: name },
              per_page: RECORDS_A_PAGE,
              page,
            }),
          );
          sets.push(...setsFrom(records).filter((set) => set.name === name));
        }
        return sets;
      }),
    changeRecordSets: (zoneId, changes) =>
      call('dns.records.batch', async () => {
        const { dns } = await client();
        // One database transaction; a second try finds its records there and is refused, never doubled.
        await dns.records.batch({ zone_id: zoneId, ...batchOf(changes) });
        return null;
      }),
    changeInSync: async () => true,
  };
}

async function connect({ token, baseUrl, env }: CloudflareOptions) {
  checkToken(token);
  const [{ createClient }, { BaseRecords }, { BaseZones }] = await Promise.all([
    import('cloudflare/tree-shakable'),
    import('cloudflare/resources/dns/records'),
    import('cloudflare/resources/zones/zones'),
  ]);
  return createClient({
    apiToken: token.reveal(),
    // Only the token that the user named for this, whatever else the environment holds.
    apiKey: null,
    apiEmail: null,
    userServiceKey: null,
    ...(baseUrl === null ? {} : { baseURL: baseUrl }),
    fetch: fetchIn(env),
    timeout: TIMEOUT,
    maxRetries: MAX_RETRIES,
    logLevel: 'off',
    resources: [BaseRecords, BaseZones],
  });
}

interface Page<T> {
  readonly result: readonly T[];
  readonly result_info: object;
}

/** The client would ask on until a page is empty. It takes an answer without a result for an empty page. */
async function everyPage<T>(
  size: number,
  list: (page: number) => PromiseLike<Page<T>>,
): Promise<readonly T[]> {
  const found: T[] = [];
  for (let number = 1; ; number += 1) {
    const { result, result_info } = await list(number);
    if (Object.keys(result_info).length === 0) throw unusable();
    found.push(...result);
    if (result.length < size) return found;
  }
}

function toHostedZone(zone: {
  readonly id: string;
  readonly name: string;
  readonly name_servers: readonly string[];
  readonly vanity_name_servers?: readonly string[];
}): HostedZone {
  return {
    api: 'cloudflare',
    id: zone.id,
    name: zone.name.toLowerCase(),
    isPrivate: false,
    // Null in place of a list where there is none.
    nameServers: [...(zone.name_servers ?? []), ...(zone.vanity_name_servers ?? [])],
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
