import * as z from 'zod/mini';

// Files that hold one text in place of JSON.

export const heartbeatSchema = z
  .string()
  .check(
    z.regex(/^\d+$/),
    z.describe(
      'Milliseconds since 1970-01-01 UTC as digits, written anew every 2 seconds by the supervisor. Machines that cannot see its process judge by it',
    ),
  );

export const stopRequestSchema = z
  .string()
  .check(
    z.minLength(1),
    z.describe(
      'The `token` of `owner.json`: that attempt is asked to write a checkpoint and end. The trainer looks at least every 2 seconds; a request that names another token is removed unheard',
    ),
  );
