import type { NewsSearch } from '../../frame/news-orders.ts';
import { callerCourses } from './callers.ts';
import { callerMoments } from './moments.ts';
import { conferenceCourses } from './conferences.ts';

/** The courses whose news are searched in every order, by what happens in them. */
export const newsCourses: Readonly<Record<string, NewsSearch>> = {
  ...callerCourses,
  ...callerMoments,
  ...conferenceCourses,
};
