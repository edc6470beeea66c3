import type { WorldClock } from '../../contract.ts';
import type { Statement } from '../policy.ts';
import { randomId, randomSecret } from '../random.ts';

export interface AccessKey {
  readonly id: string;
  readonly secret: string;
  /** Set for temporary credentials only. */
  readonly sessionToken: string | null;
  readonly expired: boolean;
  readonly createdAt: number;
  active: boolean;
  /** Oldest first; what IAM tells of them comes after a while. */
  readonly uses: KeyUse[];
}

export interface KeyUse {
  readonly at: number;
  readonly service: string;
}

export interface InlinePolicy {
  readonly document: string;
  readonly statements: readonly Statement[];
}

export interface User {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly createdAt: number;
  /** ARN of a managed policy; kept, not judged. */
  boundary: string | null;
  readonly tags: Map<string, string>;
  readonly policies: Map<string, InlinePolicy>;
  readonly keys: AccessKey[];
}

/** The IAM users of the account; names are unique without regard to case. */
export interface IamStore {
  readonly accountId: string;
  readonly region: string;
  users(): readonly User[];
  user(name: string): User | null;
  addUser(name: string): User;
  removeUser(user: User): void;
  addKey(user: User, temporary?: { readonly expired: boolean }): AccessKey;
  use(key: AccessKey, service: string): void;
  /** The newest use that IAM tells by now; null: none. */
  lastUse(key: AccessKey): KeyUse | null;
  findKey(id: string): { readonly user: User; readonly key: AccessKey } | null;
  now(): number;
}

export function createIamStore(options: {
  readonly clock: WorldClock;
  readonly accountId: string;
  readonly region: string;
  /** Milliseconds until a use is reported. */
  readonly lastUse: number;
}): IamStore {
  const users = new Map<string, User>();
  const { clock, accountId, region } = options;
  return {
    accountId,
    region,
    now: () => clock.now(),
    users: () => [...users.values()],
    user: (name) => users.get(name.toLowerCase()) ?? null,
    addUser(name) {
      const user: User = {
        name,
        id: randomId('AIDA', 21),
        arn: `arn:aws:iam::${accountId}:user/${name}`,
        createdAt: clock.now(),
        boundary: null,
        tags: new Map(),
        policies: new Map(),
        keys: [],
      };
      users.set(name.toLowerCase(), user);
      return user;
    },
    removeUser: (user) => void users.delete(user.name.toLowerCase()),
    addKey(user, temporary) {
      const key: AccessKey = {
        id: randomId(temporary ? 'ASIA' : 'AKIA', 20),
        secret: randomSecret(),
        sessionToken: temporary ? randomSecret() : null,
        expired: temporary?.expired ?? false,
        createdAt: clock.now(),
        active: true,
        uses: [],
      };
      user.keys.push(key);
      return key;
    },
    use(key, service) {
      const told = key.uses.findLastIndex(({ at }) => at + options.lastUse <= clock.now());
      // What is older than the one that is reported is never told again.
      if (told > 0) key.uses.splice(0, told);
      key.uses.push({ at: clock.now(), service });
    },
    lastUse: (key) => key.uses.findLast(({ at }) => at + options.lastUse <= clock.now()) ?? null,
    findKey(id) {
      for (const user of users.values()) {
        const key = user.keys.find((candidate) => candidate.id === id);
        if (key) return { user, key };
      }
      return null;
    },
  };
}
