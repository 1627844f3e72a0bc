"""The paper's formulas as nested loops, as a student would write them.

Slow on purpose: one line a formula, one cell at a time. It checks the kernels, it is the baseline that their
speed is measured against, and it is the source that the window shows beside each phase. It shares no code with
the layers.
"""

import math

from cnnviz.nn.layer import Tensor


def conv2d_forward(X: Tensor, K: Tensor, b: Tensor, stride: int, padding: int) -> Tensor:
    """Y[f,r,c] = sum over d,i,j of Xpad[d,r*S+i,c*S+j] * K[f,d,i,j], plus b[f]."""
    Xpad = pad(X, padding)
    size = len(K[0][0])
    Y: Tensor = []
    for f in range(len(K)):
        Y.append([])
        for r in range(0, len(Xpad[0]) - size + 1, stride):
            Y[f].append([])
            for c in range(0, len(Xpad[0][0]) - size + 1, stride):
                total = b[f]
                for d in range(len(Xpad)):
                    for i in range(size):
                        for j in range(size):
                            total += Xpad[d][r + i][c + j] * K[f][d][i][j]
                Y[f][-1].append(total)
    return Y


def conv2d_weight_gradient(X: Tensor, dY: Tensor, size: int, stride: int, padding: int) -> Tensor:
    """dK[f,d,i,j] = sum over r,c of Xpad[d,r*S+i,c*S+j] * dY[f,r,c]."""
    Xpad = pad(X, padding)
    dK = zeros(len(dY), len(X), size, size)
    for f in range(len(dY)):
        for d in range(len(X)):
            for i in range(size):
                for j in range(size):
                    for r in range(len(dY[f])):
                        for c in range(len(dY[f][r])):
                            dK[f][d][i][j] += Xpad[d][r * stride + i][c * stride + j] * dY[f][r][c]
    return dK


def conv2d_bias_gradient(dY: Tensor) -> Tensor:
    """db[f] = sum over r,c of dY[f,r,c]."""
    db = zeros(len(dY))
    for f in range(len(dY)):
        for row in dY[f]:
            for value in row:
                db[f] += value
    return db


def conv2d_input_gradient(X: Tensor, K: Tensor, dY: Tensor, stride: int, padding: int) -> Tensor:
    """dX[d,i,j] = sum over the windows that cover it of K[f,d,i+P-r*S,j+P-c*S] * dY[f,r,c]."""
    size = len(K[0][0])
    dXpad = zeros(len(X), len(X[0]) + 2 * padding, len(X[0][0]) + 2 * padding)
    for f in range(len(K)):
        for d in range(len(X)):
            for r in range(len(dY[f])):
                for c in range(len(dY[f][r])):
                    for i in range(size):
                        for j in range(size):
                            dXpad[d][r * stride + i][c * stride + j] += K[f][d][i][j] * dY[f][r][c]
    return unpad(dXpad, padding)


def relu_forward(X: Tensor) -> Tensor:
    """Y = max(0, X), entry by entry."""
    Y: Tensor = []
    for x in X:
        if isinstance(x, list):
            Y.append(relu_forward(x))
        else:
            Y.append(max(0.0, x))
    return Y


def relu_input_gradient(X: Tensor, dY: Tensor) -> Tensor:
    """dX = dY where X > 0, else 0."""
    dX: Tensor = []
    for x, dy in zip(X, dY):
        if isinstance(x, list):
            dX.append(relu_input_gradient(x, dy))
        elif x > 0:
            dX.append(dy)
        else:
            dX.append(0.0)
    return dX


def maxpool2d_forward(X: Tensor, size: int, stride: int) -> Tensor:
    """Y[d,r,c] = the largest of the window at (r*S, c*S)."""
    Y: Tensor = []
    for d in range(len(X)):
        Y.append([])
        for r in range(0, len(X[0]) - size + 1, stride):
            Y[d].append([])
            for c in range(0, len(X[0][0]) - size + 1, stride):
                i, j = winner(X[d], r, c, size)
                Y[d][-1].append(X[d][i][j])
    return Y


def maxpool2d_input_gradient(X: Tensor, dY: Tensor, size: int, stride: int) -> Tensor:
    """dX: each dY goes to the winner of its window alone."""
    dX = zeros(len(X), len(X[0]), len(X[0][0]))
    for d in range(len(X)):
        for r in range(len(dY[d])):
            for c in range(len(dY[d][r])):
                i, j = winner(X[d], r * stride, c * stride, size)
                dX[d][i][j] += dY[d][r][c]
    return dX


def winner(channel: Tensor, top: int, left: int, size: int) -> tuple[int, int]:
    """Where the largest entry of a window is; the first in reading order wins a tie."""
    best = (top, left)
    for i in range(top, top + size):
        for j in range(left, left + size):
            if channel[i][j] > channel[best[0]][best[1]]:
                best = (i, j)
    return best


def flatten_forward(X: Tensor) -> Tensor:
    """Y: the entries of X in reading order, channel by channel."""
    Y: Tensor = []
    for channel in X:
        for row in channel:
            for x in row:
                Y.append(x)
    return Y


def flatten_input_gradient(X: Tensor, dY: Tensor) -> Tensor:
    """dX: the entries of dY, back in the places of X."""
    dX = zeros(len(X), len(X[0]), len(X[0][0]))
    n = 0
    for d in range(len(X)):
        for r in range(len(X[0])):
            for c in range(len(X[0][0])):
                dX[d][r][c] = dY[n]
                n += 1
    return dX


def dense_forward(X: Tensor, W: Tensor, B: Tensor) -> Tensor:
    """Y[j] = sum over i of W[j,i] * X[i], plus B[j]."""
    Y: Tensor = []
    for j in range(len(W)):
        total = B[j]
        for i in range(len(X)):
            total += W[j][i] * X[i]
        Y.append(total)
    return Y


def dense_weight_gradient(X: Tensor, dY: Tensor) -> Tensor:
    """dW[j,i] = dY[j] * X[i]."""
    dW = zeros(len(dY), len(X))
    for j in range(len(dY)):
        for i in range(len(X)):
            dW[j][i] = dY[j] * X[i]
    return dW


def dense_bias_gradient(dY: Tensor) -> Tensor:
    """dB[j] = dY[j]."""
    dB = []
    for j in range(len(dY)):
        dB.append(dY[j])
    return dB


def dense_input_gradient(W: Tensor, dY: Tensor) -> Tensor:
    """dX[i] = sum over j of dY[j] * W[j,i]."""
    dX = zeros(len(W[0]))
    for j in range(len(W)):
        for i in range(len(W[0])):
            dX[i] += dY[j] * W[j][i]
    return dX


def softmax(z: Tensor) -> Tensor:
    """P[i] = exp(z[i]) / sum over j of exp(z[j]), after max z is subtracted."""
    largest = max(z)
    exponentials = []
    for i in range(len(z)):
        exponentials.append(math.exp(z[i] - largest))
    total = 0.0
    for e in exponentials:
        total += e
    P = []
    for e in exponentials:
        P.append(e / total)
    return P


def cross_entropy(P: Tensor, label: int) -> float:
    """L = -log(P[label] + eps), eps = 1e-12."""
    return -math.log(P[label] + 1e-12)


def softmax_cross_entropy_gradient(P: Tensor, label: int) -> Tensor:
    """dz[i] = P[i] - T[i], T one-hot."""
    dz = []
    for i in range(len(P)):
        T = 1.0 if i == label else 0.0
        dz.append(P[i] - T)
    return dz


def update(W: Tensor, dW: Tensor, eta: float) -> Tensor:
    """W_new = W_old - eta * dL/dW, entry by entry; the same for b."""
    W_new = []
    for w, dw in zip(W, dW):
        if isinstance(w, list):
            W_new.append(update(w, dw, eta))
        else:
            W_new.append(w - eta * dw)
    return W_new


def pad(X: Tensor, padding: int) -> Tensor:
    """X with a border of zeros, `padding` wide, around each channel."""
    Xpad = zeros(len(X), len(X[0]) + 2 * padding, len(X[0][0]) + 2 * padding)
    for d in range(len(X)):
        for r in range(len(X[0])):
            for c in range(len(X[0][0])):
                Xpad[d][r + padding][c + padding] = X[d][r][c]
    return Xpad


def unpad(Xpad: Tensor, padding: int) -> Tensor:
    """Xpad without its border."""
    X: Tensor = []
    for d in range(len(Xpad)):
        X.append([])
        for r in range(padding, len(Xpad[0]) - padding):
            X[d].append([])
            for c in range(padding, len(Xpad[0][0]) - padding):
                X[d][-1].append(Xpad[d][r][c])
    return X


def zeros(*shape: int) -> Tensor:
    """Nested lists of zeros."""
    if len(shape) == 1:
        return [0.0] * shape[0]
    return [zeros(*shape[1:]) for _ in range(shape[0])]
