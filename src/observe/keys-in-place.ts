import { rightsTo } from '../core/aws/permissions.ts';
import { Failure } from '../core/model/errors.ts';
import { keyIdsIn } from '../core/smtp-credentials/settings-reader.ts';
import { brokenCreations } from '../core/smtp-credentials/smtp-keys.ts';
import { textAt } from '../ports/settings-place.ts';
import { see } from './see.ts';
import { source } from './source.ts';

/** A file or store that cannot be read is reported, not taken for one without a key. */
export const keysInPlace = source({
  key: 'keysInPlace',
  rights: rightsTo('ssm:GetParameter', 'secretsmanager:GetSecretValue'),
  async read({ ports, scope }) {
    const places = brokenCreations(scope.checklist).flatMap(({ facts }) => facts.writtenTo ?? []);
    try {
      return await see(async () => {
        const texts = await Promise.all([...new Set(places)].map((place) => textAt(ports, place)));
        return texts.flatMap((text) => keyIdsIn(text?.reveal() ?? ''));
      });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return { ok: false, code: 'failed', message: error.message };
    }
  },
});
