/*
 * The answer to a query of an index that is not there yet. CloudFormation adds an index to an existing table without waiting until it is built.
 */
import { Problem } from './domain/problem';
import { orProblem } from './order-store';

/** DynamoDB's words for an index that is not there, or is being filled. */
const NOT_READABLE = /does not have the specified index|backfilling global secondary index/i;

/** As `orProblem`, for a call that reads an index. */
export function orIndexProblem<T>(call: Promise<T>): Promise<T> {
  return orProblem(call).catch((error: Error) => {
    if (error.name !== 'ValidationException' || !NOT_READABLE.test(error.message)) throw error;
    throw new Problem('index-building', 'retry later: the table is building the index of this list, which takes minutes, or hours for a large table', [], error);
  });
}
