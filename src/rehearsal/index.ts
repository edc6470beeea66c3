/** The rehearsal as the command line sees it. */
export { type RehearseMode, type RehearseOptions, rehearse } from './drive.ts';
export { childEnvironment } from './environment.ts';
export { FAULT_FORMS, SITUATIONS } from './faults.ts';
export { type Rehearsal, type RehearsalOptions, startRehearsal } from './start.ts';
