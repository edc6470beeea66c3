import { type ExportSource, isInZone } from '../../core/domain-setup/export-source.ts';
import type { RecordState } from '../../core/domain-setup/record-state.ts';
import { type BatchChange, batchChange } from '../../core/records/change-batch.ts';
import type { RecordSet } from '../../core/records/facts.ts';
import { planSet, presentation, TTL } from '../../core/records/record-sets.ts';
import { jsonText } from '../../core/text/json-text.ts';
import { isWritten } from './zone.ts';

/**
 * A batch for `aws route53 change-resource-record-sets --change-batch`. UPSERT replaces a set whole, so it
 * is used only for sets that were read, with all their values; CREATE fails where something stands.
 */
export function changeBatch(source: ExportSource): string {
  const { hosted } = source;
  const changes =
    hosted === null
      ? source.records.flatMap(unread)
      : source.records
          .filter(({ record }) => isInZone(record.name, hosted))
          .flatMap((standing) => read(standing, hosted.sets));
  // At most 256 characters.
  const comment = `Amazon SES records of ${source.domain.slice(0, 190)} (${source.region}), by ses-migrate`;
  return `${jsonText({ Comment: comment, Changes: changes }, 2)}\n`;
}

function unread(standing: RecordState): BatchChange[] {
  const { record, state } = standing;
  if (state === 'right') return [];
  return [batchChange('CREATE', record.name, record.type, TTL, [presentation(record)])];
}

function read(standing: RecordState, sets: readonly RecordSet[]): BatchChange[] {
  const { record } = standing;
  const plan = planSet(record, sets, { api: 'route53', confirmed: [] });
  if (plan.kind === 'write') {
    const { action, name, type, ttl, values } = plan.change;
    return [batchChange(action, name, type, ttl, values)];
  }
  if (plan.kind === 'conflict') {
    return [batchChange('CREATE', record.name, record.type, TTL, [presentation(record)])];
  }
  const held = sets.find((set) => set.name === record.name && set.type === record.type);
  if (!isWritten(standing) || held === undefined || held.ttl === null) return [];
  return [batchChange('UPSERT', held.name, held.type, held.ttl, held.values)];
}
