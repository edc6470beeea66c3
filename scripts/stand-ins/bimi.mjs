// Takes the place of mailauth/lib/bimi. `authenticate` calls it unless told not to; better loud than a
// verdict that was never reached.

function leftOut() {
  throw new Error('BIMI is not part of this build: call mailauth with { disableBimi: true }');
}

export { leftOut as bimi, leftOut as validateSvg, leftOut as validateVMC };
