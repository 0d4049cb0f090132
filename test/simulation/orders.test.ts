import { beforeAll, describe, expect, test } from 'vitest';
import { countedRequests, flowsInTime, flowsWithFaults, withFault } from './conferences/exhaustive.ts';
import { newsCourses } from './conferences/news/courses.ts';
import { momentSearches } from './conferences/every-moment.ts';
import { recordedCourses } from './conferences/news/recorded.ts';
import { everyEventOfTransfers } from './conferences/transfers/every-event.ts';
import { everyUnknownAnswer } from './frame/answers.ts';
import { everyOrderOfNews } from './frame/news-orders.ts';
import { everyOrderRecorded } from './frame/recorded-orders.ts';
import { drawBlueprint, type Blueprint } from './held-calls/blueprint.ts';
import { momentSearches as momentsOfHeldCalls } from './held-calls/every-moment.ts';
import { everyStall, races } from './held-calls/races.ts';
import { roomCourses } from './held-calls/news-of-rooms.ts';
import type { Scenario } from './held-calls/scenario.ts';
import { everyWrite } from './held-calls/table/walk.ts';

// Small spaces, searched from end to end.

let blueprint: Blueprint;
beforeAll(() => {
  blueprint = drawBlueprint();
});

describe('news in every order, late and twice, come to what they would at once', () => {
  test.each(Object.entries({ ...newsCourses, ...roomCourses }))('%s', (_, course) => {
    let worlds = 0;
    for (const { violation } of everyOrderOfNews(course)) {
      if (violation !== undefined) expect.fail(violation.message);
      worlds += 1;
    }
    expect(worlds).toBeGreaterThan(0);
  });
});

describe('news recorded in every order, late and twice, come to what they would at once', () => {
  test.each(Object.entries(recordedCourses))('%s', async (_, course) => {
    let worlds = 0;
    for await (const { what, violation } of everyOrderRecorded(course)) {
      expect(violation?.message, what).toBeUndefined();
      worlds += 1;
    }
    expect(worlds).toBeGreaterThan(10);
  });
});

describe('what is promised on each side of a limit of time is so at every moment', () => {
  test.each(Object.entries({ ...momentSearches, ...momentsOfHeldCalls }))('%s', async (_, moments) => {
    for await (const { violation } of moments()) expect(violation?.message).toBeUndefined();
  });

  test.each(Object.entries(flowsInTime))('%s', async (_, flow) => {
    for await (const { what, end, violation } of countedRequests(flow, blueprint)) {
      expect(violation?.message, what).toBeUndefined();
      expect(end, what).toBe(`${flow.shown} shown`);
    }
  });
});

test('no write brings a call where it may not go, in whatever order writes are carried out', () => {
  let states = 0;
  for (const { what, violation } of everyWrite()) {
    expect(violation?.message, what).toBeUndefined();
    states += 1;
  }
  expect(states).toBeGreaterThan(500);
});

test('nothing that is heard of a caller who is led on makes two callers of one, or leads somebody on who is not to be', () => {
  let states = 0;
  for (const { what, violation } of everyEventOfTransfers()) {
    expect(violation?.message, what).toBeUndefined();
    states += 1;
  }
  expect(states).toBeGreaterThan(500);
});

describe('the outcome of one request to a provider is unknown, whether it was carried out or not', () => {
  test.each(Object.entries(flowsWithFaults))('%s', async (_, flow) => {
    for await (const { what, end, violation } of everyUnknownAnswer(withFault(flow, blueprint))) {
      expect(violation?.message, what).toBeUndefined();
      expect(end, what).toBe(`${flow.shown} shown`);
    }
  });
});

describe('something happens while a function hangs, before each of its requests', () => {
  test.each(Object.entries(races))('%s', async (_, { meanwhile, flows }) => {
    for (const flow of Object.values<Scenario>(flows)) {
      let worlds = 0;
      for await (const { what, violation } of everyStall(flow, meanwhile, blueprint)) {
        expect(violation?.message, what).toBeUndefined();
        worlds += 1;
      }
      expect(worlds).toBeGreaterThan(20);
    }
  });
});
