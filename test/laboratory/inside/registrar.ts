import { MAIL_HOST, REGISTRAR } from './addresses.ts';
import { type NameServer, startNsd } from './nsd.ts';
import { zone } from './zones.ts';

/** The registrar's two name servers of the domain. */
export interface Registrar {
  /** Replaces the records of the domain at these servers; the second is often the slower one. */
  publish(servers: readonly (0 | 1)[], lines: readonly string[]): Promise<void>;
}

/** The domain as a team has it before it moves. */
export const FIRST_RECORDS: readonly string[] = [
  '@ A 185.20.9.80',
  `@ MX 10 ${MAIL_HOST.name}.`,
  '@ TXT "v=spf1 include:_spf.mailquay.net ~all"',
];

export async function createRegistrar(folder: string, domain: string): Promise<Registrar> {
  let serial = 1;
  const zones = (lines: readonly string[]) => [
    zone(domain, REGISTRAR, [`$ORIGIN ${domain}.`, ...lines], serial),
  ];
  const servers: readonly NameServer[] = await Promise.all(
    REGISTRAR.map((host, index) =>
      startNsd(folder, `registrar-${index + 1}`, [host], zones(FIRST_RECORDS)),
    ),
  );
  return {
    async publish(chosen, lines) {
      serial += 1;
      await Promise.all(chosen.map((index) => servers[index]?.load(zones(lines))));
    },
  };
}
