import { notFound } from '../errors.ts';
import { required, text } from '../shape.ts';
import type { ConfigurationSets } from './configuration-sets.ts';
import { type Json, type SesOperation, sesOperation } from './operation.ts';
import type { IdentityStore } from './store.ts';

/**
 * ListTagsForResource, which Terraform's AWS provider asks of each resource that it imports. `arn` is
 * `arn:aws:ses:<region>:<account>:`.
 */
export function tagOperations(
  identities: IdentityStore,
  sets: ConfigurationSets,
  arn: string,
): readonly SesOperation[] {
  return [
    sesOperation({
      name: 'ListTagsForResource',
      on: ['GET /v2/email/tags'],
      input: { ResourceArn: required(text()) },
      resource: ({ ResourceArn }) => ResourceArn,
      run: ({ ResourceArn }) => ({ Tags: tagsOf(ResourceArn) }),
    }),
  ];

  function tagsOf(resource: string): Json {
    const [kind, name = ''] = resource.startsWith(arn) ? resource.slice(arn.length).split('/') : [];
    const identity = kind === 'identity' ? identities.find(name) : null;
    if (identity) return identity.tags.map((tag) => ({ ...tag }));
    const set = kind === 'configuration-set' ? sets.all.get(name) : undefined;
    if (set) return set.options.Tags ?? [];
    throw notFound(`Resource <${resource}> does not exist.`);
  }
}
