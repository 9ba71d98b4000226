/*
 * The problems of an API that decides prices, takes stock or has a back office, beside those of every API: the default bundle does not hold them.
 */
import type { BackOfficeProblemKind, ProblemKind, ProblemMeaning, ShopProblemKind } from './domain/problem';
import { meaning, STANDARD_PROBLEMS } from './problem-kinds';

const SHOP_PROBLEMS: Readonly<Record<ShopProblemKind, ProblemMeaning>> = {
  'price-changed': meaning(409, 'A price has changed'),
  'product-not-available': meaning(409, 'A product is not available'),
  'out-of-stock': meaning(409, 'Less is left than the order needs'),
  'quote-expired': meaning(409, 'The quote has expired'),
  'quote-used': meaning(409, 'The quote belongs to another order'),
  'quote-not-valid': meaning(422, 'The quote is not valid'),
  'product-misconfigured': meaning(500, 'A product cannot be sold as it is stored'),
};

const BACK_OFFICE_PROBLEMS: Readonly<Record<BackOfficeProblemKind, ProblemMeaning>> = {
  'fulfilment-not-found': meaning(404, 'There is no such fulfilment'),
  'exceeds-order': meaning(409, 'More than the order allows'),
  'index-building': meaning(503, 'The index of this list is being built'),
};

/** The problems of the extended bundle, and so all that there are. */
export const PROBLEMS: Readonly<Record<ProblemKind, ProblemMeaning>> = { ...STANDARD_PROBLEMS, ...SHOP_PROBLEMS, ...BACK_OFFICE_PROBLEMS };
