r"""Classical tests made for many firms, here for panels of currencies; every file declares one as ``STATISTIC``.

What all of them share. A window counts once, however many events share it; windows that overlap on one series are no
separate draws, and no test is applicable. Separate windows of one series are taken. A window is the L observations of
its own series: a missing return is no observation, it is neither zero nor carried forward, and it shortens nothing
but the dates two series have in common. Estimation is the T ordinary observations before it, :math:`s^2 = e'e/(T-k)`,
and the variance of a CAR has the error of the coefficients in it, once for the whole window. Standard deviations
across windows divide by N − 1; equal values share their mean rank; a CAR of exactly zero counts neither as positive nor
as negative. Statistics are positive where the quote currencies weakened.

Where the textbook leaves a choice, and where other programs choose otherwise (those of estudy2 are shown to be the
whole difference in the tests, the others are as their documentation and published sources say):

===================== ============================================ ==================================================
Test                  Here                                         Elsewhere
===================== ============================================ ==================================================
all                   N windows, each counted once                 estudy2 0.10: sums over securities are their mean
                                                                   times N, so days some lack count too much
CAAR                  mean of the sums over L days                 estudy2 ``car_mean``: mean of the daily means
s² in `patell`,       e'e/(T − k), the factor's mean and spread    estudy2: divisor T − 1, and the index's mean and
`bmp`                 over the window's own T days                 spread over days a security did not trade. R
                                                                   EventStudy: no error of the coefficients (AR/s)
`patell`, L > 1       CAR over its own standard error (Campbell,   Patell's sum of daily SAR over √L, which
                      Lo and MacKinlay's SCAR)                     `kp_patell` is defined with; one day: equal. R
                                                                   EventStudy: sum of AR/s over √(L Σ(T − 2)/(T − 4))
`patell`, df          (T − k)/(T − k − 2)                          (T − 2)/(T − 4) whatever the model
`kp_patell`, `kp_bmp` r̄ over pairs on common calendar dates, 0     by day of event time (R EventStudy, and any program
                      under 30 of them or on one series            for one common date, where both are equal)
`kp_patell`           divided by √(1 + (N − 1) r̄)                  the factor of `kp_bmp` for both
`corrado`             ranks over the T days of estimation and      several rank a wider event period (``rank_window``).
                      the window, s over all of them around        estudy2 ``rank_test``: its NaN sums, M the mean of
                      (M + 1)/2, √L for L days                     M_i, ``modified_rank_test``: ranks over M_i + 1. R
                                                                   EventStudy: s around the mean rank, divisor M − 1
`corrado_zivney`      standardised ranks of abnormal returns       estudy2 ``corrado_sign_test`` is another test, of
                                                                   the same paper: signs around the median
`sign`, `wilcoxon`    zeros left out; exact p                      R EventStudy: zero is not positive, normal p. estudy2
                                                                   prints W₊ with one-sided critical values on one side
`generalised_sign`    mean over windows of the share of positive   estudy2: the share over all days of all securities
                      days                                         at once
`skewness`            p from t(N − 1)                              from the normal distribution, or a bootstrap
===================== ============================================ ==================================================

estudy2 gives stars and no p-values; its ``brown_warner`` and ``lamb`` tests scale the mean return of a day by that of
other days, which is sound only where all events are of one date, and have no counterpart here.
"""
