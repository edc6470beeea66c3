import type { AccessKey } from '../../core/aws/iam-user.ts';
import { smtpHost } from '../../core/aws/regions.ts';
import type { Checklist } from '../../core/checklist.ts';
import { activeKey, handovers } from '../../core/smtp-credentials/smtp-keys.ts';
import type { World } from '../../core/world.ts';
import type { MakeSmtpCredsData } from './data.ts';

export function makeSmtpCredsData(world: World, checklist: Checklist): MakeSmtpCredsData {
  const user = world.smtpUser.ok ? world.smtpUser.value : null;
  const key = user === null ? null : activeKey(user, checklist);
  const handover = handovers(checklist).findLast((each) => each.facts.accessKeyId === key?.id);
  return {
    user: user?.name ?? null,
    accessKeyId: key?.id ?? null,
    host: handover?.facts.host ?? smtpHost(world.region),
    port: handover?.facts.port ?? 587,
    region: world.region,
    writtenTo: handover?.facts.writtenTo ?? null,
    places: handovers(checklist).flatMap(({ facts }) =>
      facts.accessKeyId === key?.id ? (facts.writtenTo ?? []) : [],
    ),
    keys: (user?.keys ?? []).map((each) => ({
      ...reportedKey(each, key),
      saved: handovers(checklist).some(({ facts }) => facts.accessKeyId === each.id),
    })),
  };
}

/** One of at most two keys; `lastUse` null: never used, or not known, which `lastUseKnown` tells apart. */
function reportedKey({ id, active, created, lastUse }: AccessKey, inUse: AccessKey | null) {
  return {
    id,
    active,
    inUse: id === inUse?.id,
    created,
    lastUse: lastUse.ok ? lastUse.value : null,
    lastUseKnown: lastUse.ok,
  };
}
