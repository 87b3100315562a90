// 5.2  Temperature
// solid; chapter 05, "The article's weights, and a thermostat"
//
// On the page a temperature T was chosen, the scores were divided by it, and softmax said how sure it
// was. Now go the other way. You are told how sure softmax is to be, and look for the temperature that
// makes it so: for each row of scores, the T at which the largest score gets the share that is asked for.
//
//     softmax(row / T) = share,  where the row has its largest score
//
//     scores: (n x m), m >= 2   share: above 1/2, below 1   result: (n x 1), a temperature for each row
//
// For two scores there is a formula; for more there is none, so T has to be searched for. It always
// lies between 0.05 and 20. A T counts as found if it is right to about a ten-thousandth.
//
// The library has softmax_rows(x) and scale(x, factor); each returns a new Matrix.
//
// Example:  scores = {{0, 1}}, share = 0.8808   ->  {{0.5}}
//           At T = 1 the larger score has a share of only 0.7311, at T = 0.25 already 0.9820.
#include "05_softmax/exercises.h"

using namespace exercise;

Matrix exercise::temperatures(ConstView scores, real share) {
    // Replace this line and the next with your code.
    not_written_yet(scores, share);
}
