/* What both loops need. Compile without contraction of products and sums (-ffp-contract=off), or the last bits differ
 * from what the Python modules of the same name compute. One thread only, as with pdfium itself.
 */
typedef struct { double x0, y0, x1, y1; } Rect;

static inline double least(double a, double b) { return b < a ? b : a; }
static inline double most(double a, double b) { return b > a ? b : a; }
