import { setFlagsFromString } from 'node:v8';

/**
 * Bytes of bytecode that V8 copies into a function as it optimises it; 920 by default. A fleet is through in
 * seconds: the compiler's threads take a quarter of its processor time by default, and gain little by then.
 */
const INLINED = 200;

/** For a short run with much code. Only what is compiled from now on is compiled so. */
export function compileLess(): void {
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${INLINED}`);
}
