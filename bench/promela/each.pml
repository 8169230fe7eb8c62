/*
 * EACH(A): A(i) for each node i = 0 .. N - 1; PAIRS(A): A(i, j) for each two of them; N from 2 to 13.
 * Promela has no quantified choice; written out by the preprocessor, each case has its constants folded.
 */
#if N > 2
#define NODE2(A) A(2)
#define PAIR2(A, i) A(i, 2)
#else
#define NODE2(A)
#define PAIR2(A, i)
#endif
#if N > 3
#define NODE3(A) A(3)
#define PAIR3(A, i) A(i, 3)
#else
#define NODE3(A)
#define PAIR3(A, i)
#endif
#if N > 4
#define NODE4(A) A(4)
#define PAIR4(A, i) A(i, 4)
#else
#define NODE4(A)
#define PAIR4(A, i)
#endif
#if N > 5
#define NODE5(A) A(5)
#define PAIR5(A, i) A(i, 5)
#else
#define NODE5(A)
#define PAIR5(A, i)
#endif
#if N > 6
#define NODE6(A) A(6)
#define PAIR6(A, i) A(i, 6)
#else
#define NODE6(A)
#define PAIR6(A, i)
#endif
#if N > 7
#define NODE7(A) A(7)
#define PAIR7(A, i) A(i, 7)
#else
#define NODE7(A)
#define PAIR7(A, i)
#endif
#if N > 8
#define NODE8(A) A(8)
#define PAIR8(A, i) A(i, 8)
#else
#define NODE8(A)
#define PAIR8(A, i)
#endif
#if N > 9
#define NODE9(A) A(9)
#define PAIR9(A, i) A(i, 9)
#else
#define NODE9(A)
#define PAIR9(A, i)
#endif
#if N > 10
#define NODE10(A) A(10)
#define PAIR10(A, i) A(i, 10)
#else
#define NODE10(A)
#define PAIR10(A, i)
#endif
#if N > 11
#define NODE11(A) A(11)
#define PAIR11(A, i) A(i, 11)
#else
#define NODE11(A)
#define PAIR11(A, i)
#endif
#if N > 12
#define NODE12(A) A(12)
#define PAIR12(A, i) A(i, 12)
#else
#define NODE12(A)
#define PAIR12(A, i)
#endif

#define REST(A) A(1) NODE2(A) NODE3(A) NODE4(A) NODE5(A) NODE6(A) NODE7(A) NODE8(A) NODE9(A) NODE10(A) NODE11(A) NODE12(A)
#define EACH(A) A(0) REST(A)
#define PAIRS1(A, i) A(i, 1) PAIR2(A, i) PAIR3(A, i) PAIR4(A, i) PAIR5(A, i) PAIR6(A, i) PAIR7(A, i) PAIR8(A, i) PAIR9(A, i) PAIR10(A, i) PAIR11(A, i) PAIR12(A, i)
#define PAIRS(A, i) A(i, 0) PAIRS1(A, i)
