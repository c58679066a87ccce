/* The loop that runs once a path segment: what pdf_paths.py does, step by step and to the last bit, without an
 * interpreter between the calls. pdfium is not linked: its functions come as addresses.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "rect.h"


typedef struct {
    int (*kind)(void *);
    int (*matrix)(void *, float *);
    void *(*on_page)(void *, int);
    void *(*in_form)(void *, unsigned long);
    int (*n_in_form)(void *);
    int (*n_segments)(void *);
    void *(*segment)(void *, int);
    int (*segment_kind)(void *);
    int (*point)(void *, float *, float *);
    int (*closes)(void *);
    int (*paint)(void *, int *, int *);
} PathCalls;

enum { PATH = 2, IMAGE = 3, FORM = 5, LINETO = 0 }; /* of pdfium */
enum { ACROSS, DOWN, SHADE_ACROSS, SHADE_DOWN, PICTURE, N_PATHS };
static const int MAX_DEPTH = 6;
static const double THIN = 3.0, SHORT = 1.0, STRAIGHT = 0.8;

typedef struct { double a, b, c, d, e, f; } Matrix;
typedef struct { double x, y; } Point;
typedef struct { double left, bottom, right, top; int64_t turn; } Frame;
typedef struct { int64_t what; double at, start, end, more; } Mark; /* a rule, or the four sides of an image */

typedef struct {
    const PathCalls *call;
    Frame frame;
    long left; /* objects that may still be read */
    long n_paths, n_marks, room;
    Mark *marks;
    Point *points; /* of one subpath */
    long n_points, room_points;
    int filled, stroked, failed;
    float x, y;
} Reader;

static void *grown(Reader *r, void *block, long *room, size_t each) {
    void *out = realloc(block, 2 * *room * each);
    if (out) *room *= 2;
    else r->failed = 1;
    return out ? out : block;
}

static void mark(Reader *r, int what, double at, double start, double end, double more) {
    if (r->n_marks == r->room) r->marks = grown(r, r->marks, &r->room, sizeof(Mark));
    if (!r->failed) r->marks[r->n_marks++] = (Mark){what, at, start, end, more};
}

static void add_point(Reader *r, Point p) {
    if (r->n_points == r->room_points) r->points = grown(r, r->points, &r->room_points, sizeof(Point));
    if (!r->failed) r->points[r->n_points++] = p;
}

static Rect framed(const Frame *f, Rect r) {
    switch (f->turn) {
    case 0: return (Rect){r.x0 - f->left, f->top - r.y1, r.x1 - f->left, f->top - r.y0};
    case 1: return (Rect){r.y0 - f->bottom, r.x0 - f->left, r.y1 - f->bottom, r.x1 - f->left};
    case 2: return (Rect){f->right - r.x1, r.y0 - f->bottom, f->right - r.x0, r.y1 - f->bottom};
    default: return (Rect){f->top - r.y1, f->right - r.x1, f->top - r.y0, f->right - r.x0};
    }
}

static Matrix times(Matrix m, Matrix o) {
    return (Matrix){m.a * o.a + m.b * o.c, m.a * o.b + m.b * o.d, m.c * o.a + m.d * o.c,
                    m.c * o.b + m.d * o.d, m.e * o.a + m.f * o.c + o.e, m.e * o.b + m.f * o.d + o.f};
}

static Matrix matrix_of(Reader *r, void *object, Matrix outer) {
    float m[6];
    if (!r->call->matrix(object, m)) return times((Matrix){1, 0, 0, 1, 0, 0}, outer);
    return times((Matrix){m[0], m[1], m[2], m[3], m[4], m[5]}, outer);
}

/* Every straight upright or level stretch of the subpath at hand. */
static void add_lines(Reader *r, int across, int down) {
    for (long i = 1; i < r->n_points; i++) {
        Point p = r->points[i - 1], q = r->points[i];
        Rect s = framed(&r->frame, (Rect){least(p.x, q.x), least(p.y, q.y), most(p.x, q.x), most(p.y, q.y)});
        if (s.y1 - s.y0 <= STRAIGHT && s.x1 - s.x0 > SHORT) mark(r, across, (s.y0 + s.y1) / 2, s.x0, s.x1, 0);
        else if (s.x1 - s.x0 <= STRAIGHT && s.y1 - s.y0 > SHORT) mark(r, down, (s.x0 + s.x1) / 2, s.y0, s.y1, 0);
    }
}

/* The rules that the subpath at hand draws, or the sides of the area that it fills; then it is done with. */
static void add_polygon(Reader *r) {
    long n = r->n_points;
    if (n > 1 && !r->failed) {
        Rect b = {r->points[0].x, r->points[0].y, r->points[0].x, r->points[0].y};
        for (long i = 1; i < n; i++) {
            Point p = r->points[i];
            b = (Rect){least(b.x0, p.x), least(b.y0, p.y), most(b.x1, p.x), most(b.y1, p.y)};
        }
        b = framed(&r->frame, b);
        double wide = b.x1 - b.x0, high = b.y1 - b.y0;
        int area = r->filled && !r->stroked;
        if (area && high <= THIN && wide > high) mark(r, ACROSS, (b.y0 + b.y1) / 2, b.x0, b.x1, 0);
        else if (area && wide <= THIN && high > wide) mark(r, DOWN, (b.x0 + b.x1) / 2, b.y0, b.y1, 0);
        else if (r->stroked || n > 6) add_lines(r, ACROSS, DOWN);
        else add_lines(r, SHADE_ACROSS, SHADE_DOWN);
    }
    r->n_points = 0;
}

static void add_path(Reader *r, void *path, Matrix m) {
    const PathCalls *call = r->call;
    r->n_paths++;
    call->paint(path, &r->filled, &r->stroked);
    if (!r->filled && !r->stroked) return;
    for (int i = 0, n = call->n_segments(path); i < n && !r->failed; i++) {
        void *segment = call->segment(path, i);
        call->point(segment, &r->x, &r->y);
        double x = r->x, y = r->y;
        if (r->n_points && call->segment_kind(segment) != LINETO) add_polygon(r);
        add_point(r, (Point){m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f});
        if (call->closes(segment) && !r->failed) {
            Point p = r->points[0], q = r->points[r->n_points - 1];
            if (p.x != q.x || p.y != q.y) add_point(r, p);
        }
    }
    add_polygon(r);
}

/* An image fills the unit square under its matrix. */
static void add_image(Reader *r, Matrix m) {
    double xs[4] = {m.e, m.e + m.a, m.e + m.c, m.e + m.a + m.c};
    double ys[4] = {m.f, m.f + m.b, m.f + m.d, m.f + m.b + m.d};
    Rect b = {xs[0], ys[0], xs[0], ys[0]};
    for (int i = 1; i < 4; i++)
        b = (Rect){least(b.x0, xs[i]), least(b.y0, ys[i]), most(b.x1, xs[i]), most(b.y1, ys[i])};
    b = framed(&r->frame, b);
    mark(r, PICTURE, b.x0, b.y0, b.x1, b.y1);
}

static void walk(Reader *r, void *holder, long count, int depth, Matrix matrix) {
    for (long i = 0; i < count && r->left > 0 && !r->failed; i++) {
        r->left--;
        void *object = depth ? r->call->in_form(holder, (unsigned long)i) : r->call->on_page(holder, (int)i);
        if (!object) continue;
        int kind = r->call->kind(object);
        if (kind == FORM && depth < MAX_DEPTH)
            walk(r, object, r->call->n_in_form(object), depth + 1, matrix_of(r, object, matrix));
        else if (kind == PATH) add_path(r, object, matrix_of(r, object, matrix));
        else if (kind == IMAGE) add_image(r, matrix_of(r, object, matrix));
    }
}

/* The marks of a page of n_objects, in content order, the last one the number of paths; they last until the
 * next call. -1 where memory does not suffice. */
long yj_marks(const PathCalls *call, void *page, long n_objects, long most_objects, const Frame *frame,
              Mark **out) {
    static Reader kept;
    Reader r = kept;
    r.call = call, r.frame = *frame, r.left = most_objects;
    r.n_paths = r.n_marks = r.n_points = r.filled = r.stroked = r.failed = 0, r.x = r.y = 0;
    if (!r.marks) r.marks = malloc((r.room = 1024) * sizeof(Mark));
    if (!r.points) r.points = malloc((r.room_points = 256) * sizeof(Point));
    r.failed = !r.marks || !r.points;
    if (!r.failed) walk(&r, page, n_objects, 0, (Matrix){1, 0, 0, 1, 0, 0});
    mark(&r, N_PATHS, (double)r.n_paths, 0, 0, 0);
    *out = r.marks;
    kept = r;
    return r.failed ? -1 : r.n_marks;
}
