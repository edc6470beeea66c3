import type { Checklist } from '../checklist.ts';
import type { Remedy } from '../model/remedy.ts';
import { shellWord } from '../text/shell-word.ts';
import type { World } from '../world.ts';

/** Something that belongs to a migration, and how it is undone where this checklist made it. */
export interface Resource {
  /** `identity`, `IAM user`, `DNS record`, … */
  readonly kind: string;
  readonly name: string;
  readonly account: string | null;
  /** null: it is not in a Region. */
  readonly region: string | null;
  /** ISO 8601; when this checklist made it. */
  readonly createdAt: string;
  /** As AWS showed it in this run; `changed`: it is there, with another content. */
  readonly state: 'there' | 'changed' | 'gone' | 'unknown';
  /** null: it goes with another one, or nothing is left to undo. Without a command: a person does it. */
  readonly undo: Remedy | null;
}

/**
 * Later phases need what earlier ones remove: IAM deletes a user only without keys and policies (IAM API reference,
 * DeleteUser), an event destination publishes to a topic while it is there, SES takes no mail through a set that is
 * gone, and mail stops before the records that prove it go.
 */
export const PHASES = [
  'keys',
  'policies',
  'users',
  'subscriptions',
  'destinations',
  'topics',
  'settings',
  'identities',
  'sets',
  'records',
  'saved',
  'manual',
] as const;

export type Phased = Resource & { readonly phase: (typeof PHASES)[number] };

/** `aws` with these words, quoted for a POSIX shell where that is needed. */
export function awsCommand(words: readonly string[], quote: (word: string) => string): string {
  return ['aws', ...words.map(quote)].join(' ');
}

/** What the makers of resources know beside their receipt. */
export interface Setting {
  readonly world: World;
  readonly checklist: Checklist;
  readonly account: string | null;
}

/** A command of the AWS CLI in the Region of the migration. */
export function inRegion(
  { world }: Setting,
  service: string,
  say: string,
  ...words: readonly string[]
): Remedy {
  return {
    say,
    command: awsCommand([service, ...words, '--region', world.region], shellWord),
  };
}

/** What is the same in every resource of that Region. */
export function inThisRegion({ account, world }: Setting, { at }: { readonly at: string }) {
  return { account, region: world.region, createdAt: at };
}
