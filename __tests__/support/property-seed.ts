import fc from 'fast-check';

/**
 * One commit, one answer: property tests try the same inputs on every run, so that a red run means a change and not luck.
 * `PROPERTY_SEED=random npm test` looks at new ones, as the scheduled workflow does; a number repeats a run that failed.
 */
const wanted = process.env['PROPERTY_SEED'] ?? '20261123';
if (wanted !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(wanted) });
