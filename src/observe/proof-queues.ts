import { rightsTo } from '../core/aws/permissions.ts';
import { DOMAIN_TAG, PROOF_PREFIX, SOURCE_TAG } from '../core/events/names.ts';
import { see } from './see.ts';
import { source } from './source.ts';

/** Queues of proofs of this domain that are there, whoever left them. */
export const proofQueues = source({
  key: 'proofQueues',
  rights: rightsTo('sqs:ListQueues', 'sqs:ListQueueTags'),
  read: ({ ports, scope }) =>
    see(async () => {
      const urls = await ports.sqs.queues(PROOF_PREFIX);
      const found = await Promise.all(
        urls.map(async (url) => ({ url, tags: await ports.sqs.tags(url) })),
      );
      return found
        .filter(({ tags }) => tags[DOMAIN_TAG] === scope.domain)
        .map(({ url, tags }) => ({
          url,
          run: url.slice(url.lastIndexOf(PROOF_PREFIX) + PROOF_PREFIX.length),
          createdAt: tags.created ?? null,
          hasRule: tags[SOURCE_TAG] !== 'sns',
        }));
    }),
});
