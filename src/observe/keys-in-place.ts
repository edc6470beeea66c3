import { Failure } from '../core/model/errors.ts';
import { keyIdsIn } from '../core/smtp-credentials/settings-reader.ts';
import { brokenCreation } from '../core/smtp-credentials/smtp-keys.ts';
import { textAt } from '../ports/settings-place.ts';
import { see } from './see.ts';
import { source } from './source.ts';

/** A file or store that cannot be read is reported, not taken for one without a key. */
export const keysInPlace = source({
  key: 'keysInPlace',
  async read({ ports, scope }) {
    const place = brokenCreation(scope.checklist)?.facts.writtenTo;
    if (typeof place !== 'string') return { ok: true, value: [] };
    try {
      return await see(async () => keyIdsIn((await textAt(ports, place))?.reveal() ?? ''));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { ok: false, code: 'failed', message: error.message };
    }
  },
});
