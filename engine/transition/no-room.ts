/** There is no room for what a system computes as it goes. A search stops where it is; what it knows stands. */
export class NoRoom extends Error {
  override readonly name = 'NoRoom';
}
