/** The rehearsal as the command line sees it. */
export { type RehearseMode, rehearse } from './drive.ts';
export { FAULT_FORMS, SITUATIONS } from './faults.ts';
export { type Rehearsal, startRehearsal } from './start.ts';
