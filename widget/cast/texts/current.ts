/** The build puts another language in place of this file. */
export { texts } from './en.ts';
