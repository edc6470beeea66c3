/** Loaded before the program: it runs on a machine of this name, so that a test can have several people. */

import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';

const { TEST_HOSTNAME } = process.env;
if (TEST_HOSTNAME !== undefined) os.hostname = () => TEST_HOSTNAME;
syncBuiltinESMExports();
