import { judgeAnswer } from '../dns/match.ts';
import type { Hosting, RecordSet } from '../records/facts.ts';
import { plainText, presentation } from '../records/record-sets.ts';
import type { World } from '../world.ts';

/** `name TYPE` of the records that every authoritative server shows right, or the zone that is written holds. */
export function publishedNames(world: World): ReadonlySet<string> {
  const records = world.records.ok ? world.records.value : [];
  const shown = records.filter((record) => {
    const observation = world.dns.ok
      ? world.dns.value.find((each) => each.name === record.name && each.type === record.type)
      : undefined;
    const answers = (observation?.answers ?? []).filter(
      (answer) => answer.server.kind === 'authoritative',
    );
    return (
      answers.length > 0 &&
      answers.every((answer) => judgeAnswer(record, answer).status === 'match')
    );
  });
  const held = world.hosting.ok ? setsHeld(world.hosting.value) : [];
  const inZone = records.filter((record) =>
    held.some(
      (set) =>
        set.name === record.name &&
        set.type === record.type &&
        set.isProxied !== true &&
        set.values.some((value) => plainText(value) === plainText(presentation(record))),
    ),
  );
  return new Set([...shown, ...inZone].map((record) => `${record.name} ${record.type}`));
}

/** What the zone holds above its cuts, and the zones below them. */
function setsHeld({ recordSets, children }: Hosting): readonly RecordSet[] {
  const sets = recordSets.ok ? recordSets.value : [];
  const cuts = children.map(({ name }) => name);
  const own = sets.filter(
    ({ name }) => !cuts.some((cut) => name === cut || name.endsWith(`.${cut}`)),
  );
  return [
    ...own,
    ...children.flatMap((child) => (child.recordSets.ok ? child.recordSets.value : [])),
  ];
}
