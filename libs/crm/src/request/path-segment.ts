/** Whether a text can stand between two slashes and mean itself there: a URL swallows `.` and `..`, however encoded. */
export const isPathSegment = (text: string): boolean => text !== '' && text !== '.' && text !== '..';
