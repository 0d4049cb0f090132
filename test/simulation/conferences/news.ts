import type { NewsSearch } from '../frame/news-orders.ts';
import { callerCourses } from './news-of-callers.ts';
import { callerMoments } from './news-at-moments.ts';
import { conferenceCourses } from './news-of-conferences.ts';

/** The courses whose news are searched in every order, by what happens in them. */
export const newsCourses: Readonly<Record<string, NewsSearch>> = {
  ...callerCourses,
  ...callerMoments,
  ...conferenceCourses,
};
