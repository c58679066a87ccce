/* The loop that runs once a character: what pdf_glyphs.py and pdf_clip.py do, step by step and to the last bit,
 * without an interpreter between the calls. pdfium is not linked: its functions come as addresses.
 */
#include <math.h>
#include <stdint.h>

#include "rect.h"

static const Rect EVERYWHERE = {-1e9, -1e9, 1e9, 1e9};
static const double QUARTER = 1.5707963267948966;


typedef struct {
    unsigned (*code)(void *, int);
    int (*generated)(void *, int);
    int (*box)(void *, int, float *);
    void *(*owner)(void *, int);
    double (*size)(void *, int);
    int (*matrix)(void *, int, float *);
    int (*origin)(void *, int, double *, double *);
    void *(*clip)(void *);
    int (*n_paths)(void *);
    int (*n_segments)(void *, int);
    void *(*segment)(void *, int, int);
    int (*point)(void *, float *, float *);
} TextCalls;

typedef struct {
    uint32_t code;
    int32_t turn; /* quarters clockwise; -1 askew */
    Rect box;
    int64_t shown; /* 0 where its clip hides it */
} Glyph;

static const double ASCENT = 0.88, ABSURD = 8.0, SHOWN = 0.5, ASKEW = 0.04;

static int is_blank(unsigned code) {
    switch (code) {
    case 0x9: case 0xA: case 0xD: case 0x20: case 0xA0: case 0x3000: case 0x2002: case 0x2003: case 0x2009:
    case 0x200B: case 0xFEFF: return 1;
    default: return 0;
    }
}

static int quarter(double a, double b) {
    double turns = -atan2(b, a) / QUARTER, nearest = rint(turns);
    return fabs(turns - nearest) < ASKEW ? ((int)nearest % 4 + 4) % 4 : -1;
}

/* The style of the text object read last: what holds for all its characters. */
typedef struct { float matrix[6]; double x, y, size, base, side; int turn; } Style;

static void read_style(const TextCalls *call, void *page, int i, Style *style) {
    call->matrix(page, i, style->matrix);
    double a = style->matrix[0], b = style->matrix[1], c = style->matrix[2], d = style->matrix[3];
    style->turn = b == 0 && a > 0 ? 0 : quarter(a, b);
    style->size = call->size(page, i) * (c == 0 ? fabs(d) : sqrt(c * c + d * d));
    style->side = NAN;
}

static Rect em_box(const TextCalls *call, void *page, int i, Style *style, Rect ink) {
    int turn = style->turn, upright = turn == 0 || turn == 2 || turn == -1;
    double size = style->size, high = upright ? ink.y1 - ink.y0 : ink.x1 - ink.x0;
    if (turn == -1 || !(size / ABSURD < high && high < size * ABSURD)) return ink;
    double side = upright ? ink.y0 : ink.x0;
    if (side != style->side) {
        call->origin(page, i, &style->x, &style->y);
        style->side = side;
        style->base = upright ? style->y : style->x;
    }
    double base = style->base, up = size * ASCENT, down = size * (1 - ASCENT);
    switch (turn) {
    case 0: return (Rect){ink.x0, base - down, ink.x1, base + up};
    case 1: return (Rect){base - down, ink.y0, base + up, ink.y1};
    case 2: return (Rect){ink.x0, base - up, ink.x1, base + down};
    default: return (Rect){base - up, ink.y0, base + down, ink.y1};
    }
}

/* The box in which the characters of a text object may show. */
static Rect clip_of(const TextCalls *call, void *owner) {
    void *clip = owner ? call->clip(owner) : 0;
    int n_paths = clip ? call->n_paths(clip) : 0;
    Rect out = EVERYWHERE;
    float x = 0, y = 0;
    for (int p = 0; p < n_paths; p++) {
        Rect bounds = EVERYWHERE;
        for (int i = 0, n = call->n_segments(clip, p); i < n; i++) {
            call->point(call->segment(clip, p, i), &x, &y);
            if (i == 0) bounds = (Rect){x, y, x, y};
            bounds = (Rect){least(bounds.x0, x), least(bounds.y0, y), most(bounds.x1, x), most(bounds.y1, y)};
        }
        if (p == 0) out = bounds;
        out = (Rect){most(out.x0, bounds.x0), most(out.y0, bounds.y0), least(out.x1, bounds.x1),
                     least(out.y1, bounds.y1)};
    }
    return out;
}

static int is_shown(Rect clip, Rect box) {
    if (clip.x0 <= box.x0 && clip.y0 <= box.y0 && box.x1 <= clip.x1 && box.y1 <= clip.y1) return 1;
    double wide = least(box.x1, clip.x1) - most(box.x0, clip.x0);
    double high = least(box.y1, clip.y1) - most(box.y0, clip.y0);
    return wide >= SHOWN * (box.x1 - box.x0) && high >= SHOWN * (box.y1 - box.y0);
}

/* Every visible character of a text page of n_chars into out, which has room for them; how many. */
int yj_glyphs(const TextCalls *call, void *page, int n_chars, Glyph *out) {
    Style style = {.side = NAN};
    void *last = 0;
    Rect clip = EVERYWHERE;
    int n = 0, started = 0;
    for (int i = 0; i < n_chars; i++) {
        float ink[4]; /* left, top, right, bottom */
        unsigned code = call->code(page, i);
        if (is_blank(code) || (code == 0 && call->generated(page, i) == 1) || !call->box(page, i, ink)) continue;
        void *owner = call->owner(page, i);
        if (!started || owner != last || !owner) {
            read_style(call, page, i, &style);
            clip = clip_of(call, owner);
            last = owner;
            started = 1;
        }
        Rect box = em_box(call, page, i, &style, (Rect){ink[0], ink[3], ink[2], ink[1]});
        out[n++] = (Glyph){code, style.turn, box, is_shown(clip, box)};
    }
    return n;
}
