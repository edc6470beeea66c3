import type { Seen } from '../model/types.ts';

/** A file or store where settings were saved, or where this run is to save them. */
export interface SavedSettings {
  /** As receipts name it: a path, or `ssm:/acme/smtp`. */
  readonly place: string;
  /** Whether a flag of this run names it. */
  readonly named: boolean;
  /** Whether it would be seen from here: a store, or a file that was written on this machine. */
  readonly here: boolean;
  /** null: there is no such file, or no such name in the store. */
  readonly found: Seen<SettingsFound | null>;
}

/** What is there, without any secret. */
export interface SettingsFound {
  /** null: no user name for SMTP was recognized. */
  readonly username: string | null;
  /** null: no password was recognized. `derived`: as SES derives it; else another form. */
  readonly password: 'derived' | 'legacy' | 'secret' | 'other' | null;
  readonly host: string | null;
  /** Access keys among all values, whatever the variables are called. */
  readonly keyIds: readonly string[];
}
