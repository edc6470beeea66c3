import { judgeAnswer } from './dns/match.ts';
import { plainText, presentation } from './route53.ts';
import type { World } from './world.ts';

/** `name TYPE` of the records that every authoritative server shows right, or Route 53 holds. */
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
  const held =
    world.hosting.ok && world.hosting.value.recordSets.ok
      ? world.hosting.value.recordSets.value
      : [];
  const inRoute53 = records.filter((record) =>
    held.some(
      (set) =>
        set.name === record.name &&
        set.type === record.type &&
        set.values.some((value) => plainText(value) === plainText(presentation(record))),
    ),
  );
  return new Set([...shown, ...inRoute53].map((record) => `${record.name} ${record.type}`));
}
