import { readReports } from './test-reports.ts';

// Closes a whole run: what its tests came to. Whatever else failed (lint, types, synth) counts as one failure more.
const reports = readReports();
const passed = reports.reduce((sum, { numPassedTests }) => sum + numPassedTests, 0);
const failed = reports.reduce((sum, { numFailedTests }) => sum + numFailedTests, 0);
const isFailed = (process.argv[2] ?? '1') !== '0';
console.log(`${passed} passed, ${failed === 0 && isFailed ? 1 : failed} failed`);
